import { Module } from '@nestjs/common';
import { memberModel } from './member.model.js';
import { MembersService } from './members.service.js';
import { PrismaService } from './prisma.service.js';

const model = { provide: 'MemberModel', useValue: memberModel };

/** The host's module of its members, for every kind of database. */
@Module({
  providers: [MembersService, PrismaService, model],
  exports: [MembersService, PrismaService, model],
})
export class MembersModule {}
