import { Converter } from 'typedoc';

/** Names each module as it is imported: `nestjs-chat-integration/typeorm` instead of `chat-integration/src/typeorm`. */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.children ?? []) {
      module.name = `nestjs-${module.name.replace('/src', '')}`;
    }
  });
}
