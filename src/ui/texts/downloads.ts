// Texts of downloads.

export const downloadTexts = {
  windowOnly: 'The tensor has more than 64 million weights. The file contains only the window in view.',
};

export const downloadProblems = {
  noMap: 'There is no map yet. Select a tensor and wait for its map.',
  tooLargeCsv: 'More than 64 million weights are in view, too many for a CSV file. Zoom in first.',
  noViewer: 'The viewer (review-viewer.js, next to this page) could not be fetched. Try again when you are online.',
  tooLargePng: 'The browser could not create a PNG of this size. Download the SVG instead.',
};
