import { SetMetadata, type Type } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { endpointControllers } from './chat-integration.endpoints.js';
import type { ChatEndpoints } from './chat-integration.options.js';
import { TokenController } from './imbachat/token.controller.js';
import { WidgetsController } from './widget/widgets.controller.js';

const pathOf = (controller: Type): unknown => Reflect.getMetadata('path', controller);
const mounted = (endpoints: ChatEndpoints | false) =>
  endpointControllers(endpoints).map((controller) => `${controller.name} ${String(pathOf(controller))}`);

const API = ['VersionController', 'UsersInfoController', 'SearchController', 'LoginCheckController'];

describe('endpointControllers', () => {
  it('mounts the ImbaChat endpoints at their default paths, and no more', () => {
    expect(mounted({})).toEqual([
      ...API.map((name) => `${name} imbachat/api/v1`),
      'TokenController imbachat/jwt',
    ]);
  });

  it('mounts each at the path that it is given', () => {
    expect(mounted({ imbachatApi: 'a', imbachatToken: 't', widgets: 'w' })).toEqual([
      ...API.map((name) => `${name} a`),
      'TokenController t',
      'WidgetsController w',
    ]);
  });

  it('mounts nothing where it is told so', () => {
    expect(mounted(false)).toEqual([]);
    expect(mounted({ imbachatApi: false, imbachatToken: false, widgets: false })).toEqual([]);
    expect(mounted({ imbachatApi: false })).toEqual(['TokenController imbachat/jwt']);
  });

  it('gives each registration controllers of its own', () => {
    const [one] = endpointControllers({ imbachatApi: false, imbachatToken: 'one' });
    const [two] = endpointControllers({ imbachatApi: false, imbachatToken: 'two' });
    expect([one, two].map((controller) => pathOf(controller!))).toEqual(['one', 'two']);
    expect(pathOf(TokenController)).toBe('/');
    expect(one?.prototype).toBeInstanceOf(TokenController);
  });

  it('stays where it is whatever version the application has', () => {
    for (const controller of endpointControllers({})) {
      expect(typeof Reflect.getMetadata('__version__', controller)).toBe('symbol');
    }
  });

  it('puts the decorators of the host on the mounted controllers alone', () => {
    const [controller] = endpointControllers({
      imbachatApi: false,
      imbachatToken: false,
      widgets: 'w',
      decorators: [SetMetadata('public', true)],
    });
    expect(Reflect.getMetadata('public', controller!)).toBe(true);
    expect(Reflect.getMetadata('public', WidgetsController)).toBeUndefined();
  });
});
