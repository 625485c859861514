import { setTimeout as delay } from 'node:timers/promises';
import { Controller, Get, HttpStatus, Res } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Responder } from '../pages/responder.service.js';

const PATIENCE_MS = 2000;

/** Tells load balancers whether the site can work. */
@Controller('health')
export class HealthController {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly responder: Responder,
  ) {}

  @Get()
  async health(@Res() response: object): Promise<void> {
    if (await this.databaseAnswers()) this.responder.json(response, { status: 'ok' });
    else this.responder.json(response, { status: 'unavailable' }, HttpStatus.SERVICE_UNAVAILABLE);
  }

  private async databaseAnswers(): Promise<boolean> {
    const answer = this.dataSource.query('SELECT 1').then(
      () => true,
      () => false,
    );
    return Promise.race([answer, delay(PATIENCE_MS, false, { ref: false })]);
  }
}
