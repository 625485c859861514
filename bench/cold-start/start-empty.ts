// Starts an application of Nest with one page.
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { tellFirstAnswer } from './first-answer.js';
import { FrontPageController } from './front-page.controller.js';

@Module({ controllers: [FrontPageController] })
class AppModule {}

await tellFirstAnswer(await NestFactory.create(AppModule, { logger: false, abortOnError: false }));
