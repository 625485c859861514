import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../support/host.js';
import { guest, signedIn, startDemo } from './demo-host.js';

describe.each(ADAPTERS)('GET /health on %s', (adapter) => {
  it('responds with 200 if the database is available, otherwise with 503', async () => {
    const app = await startDemo(adapter);
    try {
      const ada = await signedIn(app, 'ada');
      await guest(app)
        .get('/health')
        .expect(200, { status: 'ok' })
        .expect('Cache-Control', /no-store/);

      await app.get<DataSource>(getDataSourceToken()).destroy();
      await guest(app).get('/health').expect(503, { status: 'unavailable' });
      await ada.get('/health').set('Accept', 'text/html').expect(503, { status: 'unavailable' });
    } finally {
      await app.close();
    }
  });

  it('shows a generic error page while the database is unavailable', async () => {
    const app = await startDemo(adapter);
    try {
      const ada = await signedIn(app, 'ada');
      await app.get<DataSource>(getDataSourceToken()).destroy();
      for (const client of [ada, guest(app)]) {
        const { text } = await client.get('/members').set('Accept', 'text/html').expect(500);
        expect(text).toContain('<h1>Internal Server Error</h1>');
        expect(text).not.toMatch(/database|connection|sqlite/i);
      }
      await guest(app).get('/members').expect(500, { statusCode: 500, message: 'Internal server error' });
    } finally {
      await app.close();
    }
  });
});
