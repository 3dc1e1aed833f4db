/** The address of a place in the site, whose own path is `site`. */
export const address = (site, place) => site + place;
