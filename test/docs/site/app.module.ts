import { Module } from '@nestjs/common';
import { ChatModule } from './chat.module.js';

/** Stands for the host's application. */
@Module({ imports: [ChatModule] })
export class AppModule {}
