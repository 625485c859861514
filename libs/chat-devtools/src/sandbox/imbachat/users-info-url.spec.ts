import { describe, expect, it } from 'vitest';
import { usersInfoPrefix } from './users-info-url.js';

describe('usersInfoPrefix', () => {
  it.each([
    [{ localAddress: '127.0.0.1', localPort: 3000 }, 'http://127.0.0.1:3000/users/'],
    [{ localAddress: '::ffff:127.0.0.1', localPort: 3000 }, 'http://127.0.0.1:3000/users/'],
    [{ localAddress: '::1', localPort: 80 }, 'http://[::1]:80/users/'],
    [{ localAddress: 'fe80::1%eth0', localPort: 3000 }, 'http://localhost:3000/users/'],
    [{ localAddress: '10.0.0.7', localPort: 8443, encrypted: true }, 'https://10.0.0.7:8443/users/'],
    [{}, undefined],
  ])('resolves a path at the address of %j', (socket, prefix) => {
    expect(usersInfoPrefix('/users/', socket)).toBe(prefix);
  });

  it('returns a URL unchanged', () => {
    expect(usersInfoPrefix('https://site.example/users?ids=', {})).toBe('https://site.example/users?ids=');
  });
});
