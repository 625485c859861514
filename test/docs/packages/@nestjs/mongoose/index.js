import { Inject } from '@nestjs/common';

export const getModelToken = (name) => `${name}Model`;
export const InjectModel = (name) => Inject(getModelToken(name));
