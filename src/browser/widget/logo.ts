/** A doorway under an arch: shelter. By itself, because the launcher needs no other drawing. */
export const LOGO = 'M4 21V11a8 8 0 0 1 16 0v10M9 21v-9a3 3 0 0 1 6 0v9M2 21h20';
