// The page that shows the OpenAPI file; a classic script, because Swagger UI is one.
const place = document.getElementById("api");

window.SwaggerUIBundle({ url: place.dataset.url, domNode: place, deepLinking: true });
