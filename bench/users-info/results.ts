import type { Performance } from '../load/measure-load.js';
import type { PeerName } from './peers.js';

/** The performance of each peer, by the number of ids in a request, in ascending order. */
export type UsersInfoResults = ReadonlyMap<number, ReadonlyMap<PeerName, Performance>>;
