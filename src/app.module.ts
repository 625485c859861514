import { Module, type DynamicModule } from '@nestjs/common';
import { DemoChatModule } from './chat/demo-chat.module.js';
import { demoSandbox } from './chat/demo-sandbox.js';
import type { DemoConfig } from './config/demo-config.js';
import { DemoConfigModule } from './config/demo-config.module.js';
import { DatabaseModule } from './database/database.module.js';
import { HealthModule } from './health/health.module.js';
import { MembersModule } from './members/members.module.js';
import { ModerationModule } from './moderation/moderation.module.js';
import { PagesModule } from './pages/pages.module.js';
import { SessionModule } from './session/session.module.js';
import { ShutdownModule } from './shutdown/shutdown.module.js';
import { TopicsModule } from './topics/topics.module.js';

@Module({
  imports: [
    DatabaseModule,
    MembersModule,
    SessionModule,
    PagesModule,
    HealthModule,
    DemoChatModule,
    TopicsModule,
    ModerationModule,
    ShutdownModule,
  ],
})
export class AppModule {
  static forRoot(config: DemoConfig): DynamicModule {
    const sandbox = config.chatSandbox ? [demoSandbox()] : [];
    return { module: AppModule, imports: [DemoConfigModule.forRoot(config), ...sandbox] };
  }
}
