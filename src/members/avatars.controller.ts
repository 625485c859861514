import { Controller, Get, Header, NotFoundException, Param } from '@nestjs/common';
import { avatarSvg } from './avatar-svg.js';
import { hasAvatar } from './demo-member.js';
import { parseRecordId } from '../pages/record-id.js';

/** Serves the members' avatars. They are generated from the id without a database query. */
@Controller('avatars')
export class AvatarsController {
  @Get(':file')
  @Header('Content-Type', 'image/svg+xml')
  @Header('Cache-Control', 'public, max-age=86400')
  @Header('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'")
  @Header('X-Content-Type-Options', 'nosniff')
  avatar(@Param('file') file: string): string {
    const id = file.endsWith('.svg') ? parseRecordId(file.slice(0, -'.svg'.length)) : undefined;
    if (id === undefined || !hasAvatar(id)) throw new NotFoundException();
    return avatarSvg(id);
  }
}
