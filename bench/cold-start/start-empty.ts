// Starts a Nest application with a single page.
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { reportFirstResponse } from './first-response.js';
import { HomePageController } from './home-page.controller.js';

@Module({ controllers: [HomePageController] })
class AppModule {}

await reportFirstResponse(await NestFactory.create(AppModule, { logger: false, abortOnError: false }));
