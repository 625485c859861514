import { setTimeout as delay } from 'node:timers/promises';
import { Controller, Get, HttpStatus, Res } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Responder } from '../pages/responder.service.js';

const TIMEOUT_MS = 2000;

/** Health check for load balancers: 200 if the database is available, otherwise 503. */
@Controller('health')
export class HealthController {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly responder: Responder,
  ) {}

  @Get()
  async health(@Res() response: object): Promise<void> {
    if (await this.isDatabaseAvailable()) this.responder.json(response, { status: 'ok' });
    else this.responder.json(response, { status: 'unavailable' }, HttpStatus.SERVICE_UNAVAILABLE);
  }

  private async isDatabaseAvailable(): Promise<boolean> {
    const succeeded = this.dataSource.query('SELECT 1').then(
      () => true,
      () => false,
    );
    return Promise.race([succeeded, delay(TIMEOUT_MS, false, { ref: false })]);
  }
}
