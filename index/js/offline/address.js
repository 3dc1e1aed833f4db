// Stands in for ../address.js: a disk shows no page for the address of its folder.

/** The address of a place in the site, whose own path is `site`. */
export const address = (site, place) => site + place.replace(/\/(?=[?#]|$)/, "/index.html");
