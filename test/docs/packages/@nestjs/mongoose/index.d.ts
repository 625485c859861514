export declare function getModelToken(name: string): string;
export declare function InjectModel(name: string): ParameterDecorator;
