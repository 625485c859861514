import { Controller, Get, NotFoundException, Param, Req, Res } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Responder } from '../pages/responder.service.js';
import { parseRecordId } from '../pages/record-id.js';
import { topicPage } from '../pages/topic.page.js';
import { topicsPage } from '../pages/topics.page.js';
import { Topic } from './topic.entity.js';

/** The list of topics and a page for each topic with its own chat. */
@Controller('topics')
export class TopicsController {
  constructor(
    @InjectRepository(Topic) private readonly topics: Repository<Topic>,
    private readonly responder: Responder,
  ) {}

  @Get()
  async list(@Req() request: object, @Res() response: object): Promise<void> {
    const topics = await this.topics.find({ order: { id: 'ASC' } });
    await this.responder.page(request, response, topicsPage(topics));
  }

  @Get(':id')
  async topic(@Req() request: object, @Res() response: object, @Param('id') text: string): Promise<void> {
    const id = parseRecordId(text);
    const topic = id === undefined ? null : await this.topics.findOneBy({ id });
    if (!topic) throw new NotFoundException();
    await this.responder.page(request, response, topicPage(topic));
  }
}
