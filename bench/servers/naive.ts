// A typical implementation with Nest: Passport's Basic strategy, a repository and a controller.
import { Controller, Get, Injectable, Module, Param, UseGuards } from '@nestjs/common';
import { AuthGuard, PassportModule, PassportStrategy } from '@nestjs/passport';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import { BasicStrategy } from 'passport-http';
import { In, Repository } from 'typeorm';
import { Member } from '../../src/members/member.entity.js';
import { IMBACHAT, SITE_URL } from '../site/site.js';
import { listen } from './listen.js';

@Injectable()
class ChatServerStrategy extends PassportStrategy(BasicStrategy) {
  validate(login: string, password: string): boolean {
    return login === IMBACHAT.apiLogin && password === IMBACHAT.apiPassword;
  }
}

@Injectable()
class UsersService {
  constructor(@InjectRepository(Member) private readonly members: Repository<Member>) {}

  async findByIds(ids: number[]): Promise<Member[]> {
    return this.members.find({ where: { id: In(ids) } });
  }
}

@Controller('imbachat/api/v1/users')
@UseGuards(AuthGuard('basic'))
class UsersController {
  constructor(private readonly users: UsersService) {}

  @Get(':ids')
  async usersInfo(@Param('ids') ids: string): Promise<object[]> {
    const members = await this.users.findByIds(ids.split(',').map(Number));
    return members.map((member) => ({
      user_id: member.id,
      name: member.name,
      avatar_url: member.avatarPath ? SITE_URL + member.avatarPath : false,
      profile_url: `${SITE_URL}/members/${member.id}`,
      lastlogin: member.lastLoginAt ? Math.floor(member.lastLoginAt.getTime() / 1000) : undefined,
      badge: member.badge ?? undefined,
      chat_role: member.role,
    }));
  }
}

@Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'better-sqlite3',
      database: process.env['DATABASE_FILE']!,
      entities: [Member],
    }),
    TypeOrmModule.forFeature([Member]),
    PassportModule,
  ],
  controllers: [UsersController],
  providers: [ChatServerStrategy, UsersService],
})
class AppModule {}

await listen(AppModule);
