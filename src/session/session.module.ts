import { Module, type MiddlewareConsumer, type NestModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { MembersModule } from '../members/members.module.js';
import { CrossSiteGuard } from './cross-site.guard.js';
import { SessionController } from './session.controller.js';
import { SessionMiddleware } from './session.middleware.js';

@Module({
  imports: [MembersModule],
  controllers: [SessionController],
  providers: [{ provide: APP_GUARD, useClass: CrossSiteGuard }],
})
export class SessionModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer
      .apply(SessionMiddleware)
      // These routes do not need a session, and /health must respond while the database is unavailable.
      .exclude('health', 'style.css', 'avatars/*file')
      .forRoutes('{*path}');
  }
}
