import { Module } from '@nestjs/common';
import { memberModel } from './member.model.js';
import { MembersService } from './members.service.js';
import { PrismaService } from './prisma.service.js';

const model = { provide: 'MemberModel', useValue: memberModel };

/** Stands for the module in which the host keeps its members, whatever with. */
@Module({
  providers: [MembersService, PrismaService, model],
  exports: [MembersService, PrismaService, model],
})
export class MembersModule {}
