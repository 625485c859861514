import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Between, Repository } from 'typeorm';
import { DemoConfig } from '../config/demo-config.js';
import { DEMO_PASSWORD, demoMember } from './demo-member.js';
import { Member } from './member.entity.js';
import { hashPassword } from './password.js';

const BATCH = 1000;

/** Makes the demo members that are missing; more of them than asked for are left alone. */
@Injectable()
export class MemberSeeder implements OnApplicationBootstrap {
  private readonly logger = new Logger(MemberSeeder.name);

  constructor(
    @InjectRepository(Member) private readonly members: Repository<Member>,
    private readonly config: DemoConfig,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const made = await this.seed(this.config.members);
    if (made > 0) this.logger.log(`Made ${made} demo members`);
  }

  /** Makes the members from 1 to `last` that are missing. @returns how many that were. */
  async seed(last: number): Promise<number> {
    if ((await this.members.countBy({ id: Between(1, last) })) === last) return 0;
    // One hash for all: a deliberately slow function would take minutes over thousands of members. Never do
    // this with passwords that people chose.
    const passwordHash = await hashPassword(DEMO_PASSWORD);
    let made = 0;
    for (let first = 1; first <= last; first += BATCH) {
      made += await this.seedBatch(first, Math.min(first + BATCH - 1, last), passwordHash);
    }
    return made;
  }

  private async seedBatch(first: number, last: number, passwordHash: string): Promise<number> {
    const there = await this.members.find({ select: { id: true }, where: { id: Between(first, last) } });
    const ids = new Set(there.map(({ id }) => id));
    const missing: Member[] = [];
    for (let id = first; id <= last; id++) {
      if (!ids.has(id)) missing.push({ ...demoMember(id), passwordHash });
    }
    // Another instance that starts on the same database may have been quicker.
    if (missing.length > 0)
      await this.members.createQueryBuilder().insert().values(missing).orIgnore().execute();
    return missing.length;
  }
}
