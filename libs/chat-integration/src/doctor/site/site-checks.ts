import type { Check } from '../check.js';
import { authorizationChecks } from './authorization-checks.js';
import { everyAnswerChecks, furtherChecks } from './further-checks.js';
import { recordChecks } from './record-checks.js';
import type { Site } from './site.js';
import { speedChecks, transportChecks } from './transport-checks.js';
import { usersInfoChecks } from './users-info-checks.js';

/** Every rule of the protocol that can be seen from outside, in the order in which it is looked at. */
export const siteChecks: readonly Check<Site>[] = [
  ...transportChecks,
  ...authorizationChecks,
  ...usersInfoChecks,
  ...recordChecks,
  ...furtherChecks,
  ...speedChecks,
  ...everyAnswerChecks,
];
