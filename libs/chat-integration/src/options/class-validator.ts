// oxlint-disable-next-line typescript/triple-slash-reference -- a compiler that is given single files finds it
/// <reference path="./class-validator-files.d.ts" />
// The parts of class-validator that are used, each from its own file: its index loads every decorator and with them
// libphonenumber-js and validator, which would be half of what the library adds to the start of an application.
import { ValidateBy } from 'class-validator/cjs/decorator/common/ValidateBy.js';
import { ValidateIf } from 'class-validator/cjs/decorator/common/ValidateIf.js';
import { Validator } from 'class-validator/cjs/validation/Validator.js';

export { ValidateBy, ValidateIf, Validator };
