import { applyDecorators, type CanActivate, type ExecutionContext, UseGuards } from '@nestjs/common';

const WITHOUT_CHAT = Symbol('WITHOUT_CHAT');

interface MarkedRequest {
  [WITHOUT_CHAT]?: true;
}

/** A guard, because guards run before everything that may render the page. */
class WithoutChatGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    context.switchToHttp().getRequest<MarkedRequest>()[WITHOUT_CHAT] = true;
    return true;
  }
}

/**
 * Leaves all widgets out of the pages of a controller or a handler, whatever the option `display` says. The page option
 * `display` takes precedence.
 *
 * @example
 * ```ts
 * @WithoutChat()
 * @Get('login')
 * login(@Req() request: Request) {}
 * ```
 */
export function WithoutChat(): ClassDecorator & MethodDecorator {
  return applyDecorators(UseGuards(WithoutChatGuard));
}

/** Returns whether a request is for a page without chat. @internal */
export function isWithoutChat(request: MarkedRequest): boolean {
  return request[WITHOUT_CHAT] === true;
}
