import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { DEMO_TOPICS } from './demo-topics.js';
import { Topic } from './topic.entity.js';

/** Makes the demo topics that are missing. */
@Injectable()
export class TopicSeeder implements OnApplicationBootstrap {
  constructor(@InjectRepository(Topic) private readonly topics: Repository<Topic>) {}

  async onApplicationBootstrap(): Promise<void> {
    // Those that are there stay as they are, and another instance may be starting on the same database.
    await this.topics
      .createQueryBuilder()
      .insert()
      .values([...DEMO_TOPICS])
      .orIgnore()
      .execute();
  }
}
