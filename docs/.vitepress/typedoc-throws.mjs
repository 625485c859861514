import { Converter } from 'typedoc';

/** Names the error in front of each `@throws`: the Markdown theme drops the type in braces. */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_END, (context) => {
    for (const { comment } of Object.values(context.project.reflections)) {
      for (const tag of comment?.blockTags ?? []) {
        if (tag.tag !== '@throws' || !tag.typeAnnotation) continue;
        const name = tag.typeAnnotation.replace(/^\{|\}$/g, '');
        tag.content.unshift({ kind: 'code', text: `\`${name}\`` }, { kind: 'text', text: ' ' });
        delete tag.typeAnnotation;
      }
    }
  });
}
