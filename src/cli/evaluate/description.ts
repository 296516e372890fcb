/** In the list of commands. */
export const evaluateDescription =
  "Score a folder of photos and the faces in them, and hold the scores against people's.";
