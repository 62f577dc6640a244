// The button that prints the page; it waits for this script.

const button = document.getElementById("print");
button.disabled = false;
button.addEventListener("click", () => window.print());
