import { applyDecorators, SetMetadata } from '@nestjs/common';

export const Public = (skipAuth = true) =>
  applyDecorators(SetMetadata('unprotected', true), SetMetadata('skip-auth', skipAuth));
