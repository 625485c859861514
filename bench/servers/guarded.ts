// Two routes that answer the same, one of them behind the library's guard.
import { Controller, Get, Injectable, Module, UseGuards } from '@nestjs/common';
import { BasicAuthGuard, ChatIntegrationModule, type ChatUser, UserProvider } from 'nestjs-chat-integration';
import { IMBACHAT } from '../site/site.js';
import { listen } from './listen.js';

@Injectable()
class NobodyUserProvider extends UserProvider {
  async findByIds(): Promise<ChatUser[]> {
    return [];
  }
}

@Controller()
class RoutesController {
  @Get('open')
  open(): object {
    return { ok: true };
  }

  @Get('guarded')
  @UseGuards(BasicAuthGuard)
  guarded(): object {
    return { ok: true };
  }
}

@Module({
  imports: [ChatIntegrationModule.forRoot({ imbachat: IMBACHAT, userProvider: NobodyUserProvider })],
  controllers: [RoutesController],
})
class AppModule {}

await listen(AppModule);
