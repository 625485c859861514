/** Marks routes that guests can use. The guard reads the token of a request only if `skipAuth` is `false`. */
export declare const Public: (skipAuth?: boolean) => ClassDecorator & MethodDecorator;
