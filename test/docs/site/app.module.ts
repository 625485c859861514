import { Module } from '@nestjs/common';
import { ChatModule } from './chat.module.js';

/** The host's application. */
@Module({ imports: [ChatModule] })
export class AppModule {}
