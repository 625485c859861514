import type { RoomPipes } from '../imbachat/outbound/room-pipes.service.js';

/** {@link RoomPipes} whose pipes show their keys: `room-{key}`. They can be guessed, so they are for tests only. */
export class FakeRoomPipes implements Pick<RoomPipes, 'of'> {
  of(key: number | string | bigint): string {
    return `room-${key}`;
  }
}
