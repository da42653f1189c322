/** `GET /staff`: an empty page that the console fills; all that it shows was opened in the browser. */
export function staffPage(): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>Amparo: staff</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/staff/assets/staff.css">
<script type="module" src="/staff/assets/staff.js"></script>
</head>
<body>
<div id="console"><noscript><p>The staff console needs JavaScript: texts are opened in your browser and nowhere else.</p></noscript></div>
</body>
</html>
`;
}
