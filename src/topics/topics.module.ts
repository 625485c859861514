import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Topic } from './topic.entity.js';
import { TopicSeeder } from './topic-seeder.service.js';
import { TopicsController } from './topics.controller.js';

@Module({
  imports: [TypeOrmModule.forFeature([Topic])],
  controllers: [TopicsController],
  providers: [TopicSeeder],
})
export class TopicsModule {}
