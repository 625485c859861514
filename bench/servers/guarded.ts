// Two routes with the same response, with and without the library's guard.
import { Controller, Get, Injectable, Module, UseGuards } from '@nestjs/common';
import { BasicAuthGuard, ChatIntegrationModule, type ChatUser, UserProvider } from 'nestjs-chat-integration';
import { IMBACHAT } from '../site/site.js';
import { listen } from './listen.js';

@Injectable()
class EmptyUserProvider extends UserProvider {
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
  imports: [ChatIntegrationModule.forRoot({ imbachat: IMBACHAT, userProvider: EmptyUserProvider })],
  controllers: [RoutesController],
})
class AppModule {}

await listen(AppModule);
