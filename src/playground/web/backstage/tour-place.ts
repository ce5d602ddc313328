/** The id of the element of the bar that the tour is shown in. */
export const TOUR_PLACE = 'tour-place';
