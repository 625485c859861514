import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AvatarsController } from './avatars.controller.js';
import { Member } from './member.entity.js';
import { MemberSeeder } from './member-seeder.service.js';
import { MembersController } from './members.controller.js';
import { MembersService } from './members.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Member])],
  controllers: [MembersController, AvatarsController],
  providers: [MembersService, MemberSeeder],
  exports: [MembersService, TypeOrmModule],
})
export class MembersModule {}
