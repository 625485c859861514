import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ChatIntegrationModule } from 'nestjs-chat-integration';
import { typeOrmUserProvider } from 'nestjs-chat-integration/typeorm';
import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm';

@Entity()
class Member {
  @PrimaryColumn({ type: 'int' })
  id!: number;

  @Column({ type: 'varchar' })
  nick!: string;
}

@Module({
  imports: [
    TypeOrmModule.forRoot({ type: 'sqljs', entities: [Member], synchronize: true }),
    ChatIntegrationModule.forRoot({
      imbachat: {
        widgetId: 276,
        apiLogin: 'chat',
        apiPassword: 'pass:word',
        secretKey: 'a-secret-key-of-the-dashboard',
      },
      userProvider: typeOrmUserProvider(Member, { columns: { id: 'id', name: 'nick' } }),
    }),
  ],
})
class AppModule {}

void NestFactory.create(AppModule, { logger: ['error'] }).then(async (app) => {
  await app.get(DataSource).getRepository(Member).save({ id: 7, nick: 'Ann' });
  await app.listen(process.env['PORT']!, '127.0.0.1');
});
