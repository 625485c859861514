import { Module, type DynamicModule } from '@nestjs/common';
import { DemoConfig } from './demo-config.js';

/** Provides the configuration globally. */
@Module({})
export class DemoConfigModule {
  static forRoot(config: DemoConfig): DynamicModule {
    return {
      module: DemoConfigModule,
      global: true,
      providers: [{ provide: DemoConfig, useValue: config }],
      exports: [DemoConfig],
    };
  }
}
