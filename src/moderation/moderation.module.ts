import { Module } from '@nestjs/common';
import { MembersModule } from '../members/members.module.js';
import { ModerationController } from './moderation.controller.js';

@Module({ imports: [MembersModule], controllers: [ModerationController] })
export class ModerationModule {}
