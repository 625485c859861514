/** Injection token of the {@link VendorClientOptions}. @internal */
export const VENDOR_CLIENT_OPTIONS = Symbol('VENDOR_CLIENT_OPTIONS');
