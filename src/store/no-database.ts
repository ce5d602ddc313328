/** What a fault says about REDIS_URL, after its name, where its path is not the number of a database of that Redis. */
export const NO_DATABASE =
  'names a database that Redis does not have. What follows the host is its number. Give redis://host:6379/0, or leave it out.';
