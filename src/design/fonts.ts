// Noto Sans JP (OFL), served by the city itself: pages work without the outside world. Two weights, cut by the browser
// into the ranges that a page needs. Imported once by each web app, after its first paint.
import '@fontsource/noto-sans-jp/400.css'
import '@fontsource/noto-sans-jp/700.css'
