import type { Check } from '../../check.js';
import { authorizationChecks } from './authorization-checks.js';
import { friendsChecks, internalsCheck, secretsChecks, versionCheck } from './endpoint-checks.js';
import { loginChecks } from './login-checks.js';
import { recordChecks } from './record-checks.js';
import { searchChecks } from './search-checks.js';
import type { Site } from '../site.js';
import { speedChecks, transportChecks } from './transport-checks.js';
import { usersInfoChecks } from './users-info-checks.js';

/** Every rule of ImbaChat's protocol that can be checked from outside, in the order of the checks. */
export const siteChecks: readonly Check<Site>[] = [
  ...transportChecks,
  ...authorizationChecks,
  ...usersInfoChecks,
  ...recordChecks,
  versionCheck,
  ...searchChecks,
  ...loginChecks,
  ...friendsChecks,
  ...secretsChecks,
  ...speedChecks,
  internalsCheck,
];
