(()=>{try{let e=localStorage.getItem("marquee-theme");(e==="light"||e==="dark")&&(document.documentElement.dataset.theme=e)}catch{}})();
