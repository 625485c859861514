import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { DEMO_TOPICS } from './demo-topics.js';
import { Topic } from './topic.entity.js';

/** Creates the missing demo topics. */
@Injectable()
export class TopicSeeder implements OnApplicationBootstrap {
  constructor(@InjectRepository(Topic) private readonly topics: Repository<Topic>) {}

  async onApplicationBootstrap(): Promise<void> {
    // `orIgnore` keeps existing topics and allows several instances to start at the same time.
    await this.topics
      .createQueryBuilder()
      .insert()
      .values([...DEMO_TOPICS])
      .orIgnore()
      .execute();
  }
}
