/** A row of the model `Member` in `schema.prisma`. */
interface MemberRow {
  readonly id: number;
  readonly displayName: string;
  readonly avatarUrl: string | null;
  readonly lastSeenAt: Date | null;
  readonly passwordHash: string;
}

interface MemberQuery {
  readonly where: {
    readonly id?: { readonly in: number[] };
    readonly displayName?: { readonly contains: string; readonly mode?: 'insensitive' };
  };
  readonly select: Readonly<Partial<Record<keyof MemberRow, true>>>;
  readonly orderBy?: Readonly<Partial<Record<keyof MemberRow, 'asc' | 'desc'>>>;
  readonly take?: number;
}

const ROWS: readonly MemberRow[] = [
  row(1, 'Ada Lovelace', new Date('2026-01-02T03:04:05Z')),
  row(2, '100% Bob', null),
  row(3, 'under_score', null),
];

/**
 * Represents the host's `class PrismaService extends PrismaClient`: the part of the client's API that the recipe uses.
 * As in Prisma, `contains` is a LIKE pattern, in which a backslash escapes `%` and `_`.
 */
export class PrismaService {
  readonly member = {
    findMany: async <Query extends MemberQuery>({
      where,
      select,
      take,
    }: Query): Promise<Pick<MemberRow, keyof Query['select'] & keyof MemberRow>[]> => {
      const { id, displayName } = where;
      const found = ROWS.filter(
        (member) =>
          (!id || id.in.includes(member.id)) &&
          (!displayName || like(displayName.contains).test(member.displayName)),
      ).slice(0, take);
      return found.map(
        (member) =>
          Object.fromEntries(
            Object.entries(member).filter(([column]) => column in select),
          ) as unknown as Pick<MemberRow, keyof Query['select'] & keyof MemberRow>,
      );
    },
  };
}

function row(id: number, displayName: string, lastSeenAt: Date | null): MemberRow {
  return { id, displayName, avatarUrl: null, lastSeenAt, passwordHash: 'secret' };
}

function like(pattern: string): RegExp {
  const parts = pattern.match(/\\?./gsu) ?? [];
  const source = parts.map((part) =>
    part === '%' ? '.*' : part === '_' ? '.' : part.replace(/^\\/, '').replace(/[^\w\s]/u, '\\$&'),
  );
  return new RegExp(source.join(''), 'is');
}
