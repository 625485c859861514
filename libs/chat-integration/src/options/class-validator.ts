// oxlint-disable-next-line typescript/triple-slash-reference -- a compiler that receives single files needs it
/// <reference path="./class-validator-files.d.ts" />
// Imports single files, because the index of class-validator also loads libphonenumber-js and validator, which would be
// half of what the library adds to an application's start-up time.
import { ValidateBy } from 'class-validator/cjs/decorator/common/ValidateBy.js';
import { ValidateIf } from 'class-validator/cjs/decorator/common/ValidateIf.js';
import { Validator } from 'class-validator/cjs/validation/Validator.js';

export { ValidateBy, ValidateIf, Validator };
