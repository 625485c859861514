import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Between, Repository } from 'typeorm';
import { DemoConfig } from '../config/demo-config.js';
import { DEMO_PASSWORD, demoMember } from './demo-member.js';
import { Member } from './member.entity.js';
import { hashPassword } from './password.js';

const BATCH = 1000;

/** Creates missing demo members. Existing members are never changed or removed. */
@Injectable()
export class MemberSeeder implements OnApplicationBootstrap {
  private readonly logger = new Logger(MemberSeeder.name);

  constructor(
    @InjectRepository(Member) private readonly members: Repository<Member>,
    private readonly config: DemoConfig,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const created = await this.seed(this.config.members);
    if (created > 0) this.logger.log(`Created ${created} demo members`);
  }

  /** Creates the missing members from 1 to `last`, and returns their number. */
  async seed(last: number): Promise<number> {
    if ((await this.members.countBy({ id: Between(1, last) })) === last) return 0;
    // All members share one hash, because Argon2 is slow by design and would take minutes for thousands of members.
    // Never do this with real passwords.
    const passwordHash = await hashPassword(DEMO_PASSWORD);
    let created = 0;
    for (let first = 1; first <= last; first += BATCH) {
      created += await this.seedBatch(first, Math.min(first + BATCH - 1, last), passwordHash);
    }
    return created;
  }

  private async seedBatch(first: number, last: number, passwordHash: string): Promise<number> {
    const existing = await this.members.find({ select: { id: true }, where: { id: Between(first, last) } });
    const ids = new Set(existing.map(({ id }) => id));
    const missing: Member[] = [];
    for (let id = first; id <= last; id++) {
      if (!ids.has(id)) missing.push({ ...demoMember(id), passwordHash });
    }
    // Another instance may have created the same members in the meantime.
    if (missing.length > 0)
      await this.members.createQueryBuilder().insert().values(missing).orIgnore().execute();
    return missing.length;
  }
}
