import { Module, type DynamicModule } from '@nestjs/common';
import { DemoConfig } from './demo-config.js';

/** Gives the configuration to every module. */
@Module({})
export class DemoConfigModule {
  static of(config: DemoConfig): DynamicModule {
    return {
      module: DemoConfigModule,
      global: true,
      providers: [{ provide: DemoConfig, useValue: config }],
      exports: [DemoConfig],
    };
  }
}
